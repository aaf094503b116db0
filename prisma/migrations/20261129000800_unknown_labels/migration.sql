-- AlterTable
ALTER TABLE "source_file" ADD COLUMN     "unknown_labels" JSONB NOT NULL DEFAULT '{}';
