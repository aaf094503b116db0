-- AlterTable
ALTER TABLE "circumstances" ADD COLUMN     "funding_per_pupil" DECIMAL(14,4),
ADD COLUMN     "semh" DECIMAL(14,10);
