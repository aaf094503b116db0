-- Why rows were rejected, `column: cause` -> rows; and how many figures and links the file ended.
ALTER TABLE "source_file" ADD COLUMN "ended" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "rejections" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "released_by" TEXT NOT NULL DEFAULT 'IMPORT';
