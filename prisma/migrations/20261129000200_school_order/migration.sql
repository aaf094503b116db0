-- Schools are put in order by name byte by byte, whatever language the database is made for: now their index is too.
ALTER TABLE "school" ALTER COLUMN "search_name" TYPE TEXT COLLATE "C";
ANALYZE "school";
