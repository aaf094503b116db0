-- What PostGraphile serves: views with the names, numbers and joins of Kindred's fields, for two roles.
DROP SCHEMA IF EXISTS bench_api CASCADE;
CREATE SCHEMA bench_api;

CREATE VIEW bench_api.file AS SELECT id, kind, name FROM source_file;
COMMENT ON VIEW bench_api.file IS '@primaryKey id';

CREATE VIEW bench_api.school AS
  SELECT urn, laestab, name, search_name, type_name, town, postcode, phase, la_code, la_name, easting, northing, file_id, line
  FROM public.school;
COMMENT ON VIEW bench_api.school IS E'@primaryKey urn\n@foreignKey (file_id) references file (id)';

CREATE VIEW bench_api.attendance AS
  SELECT urn, year, attendance::float8, overall_absence::float8, persistent_absence::float8
  FROM public.attendance WHERE superseded_by_id IS NULL;
COMMENT ON VIEW bench_api.attendance IS E'@primaryKey urn,year\n@foreignKey (urn) references school (urn)';

-- Where several files cover a year, each figure is from the first kind of file that has it, as in Kindred.
CREATE VIEW bench_api.circumstances AS
  SELECT urn, c.year,
    (array_agg(roll ORDER BY census DESC) FILTER (WHERE roll IS NOT NULL))[1] AS roll,
    (array_agg(fsm::float8 ORDER BY census DESC) FILTER (WHERE fsm IS NOT NULL))[1] AS fsm,
    (array_agg(eal::float8 ORDER BY census DESC) FILTER (WHERE eal IS NOT NULL))[1] AS eal,
    (array_agg(sen_support::float8 ORDER BY census DESC) FILTER (WHERE sen_support IS NOT NULL))[1] AS sen_support
  FROM public.circumstances c
  JOIN LATERAL (SELECT kind = 'performance-census' AS census FROM source_file f WHERE f.id = c.file_id) kind ON true
  WHERE superseded_by_id IS NULL
  GROUP BY urn, c.year;
COMMENT ON VIEW bench_api.circumstances IS E'@primaryKey urn,year\n@foreignKey (urn) references school (urn)';

-- The cohorts of the run that was published last.
CREATE VIEW bench_api.peer AS
  SELECT c.urn, p.rank::int, p.distance, p.urn AS peer_urn
  FROM published_cohort c
  CROSS JOIN LATERAL unnest(c.peers, c.distances) WITH ORDINALITY AS p (urn, distance, rank)
  WHERE c.run_id = (SELECT id FROM published_run ORDER BY published_at DESC, id DESC LIMIT 1);
COMMENT ON VIEW bench_api.peer IS
  E'@primaryKey urn,rank\n@foreignKey (urn) references school (urn)\n@foreignKey (peer_urn) references school (urn)';

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['kindred_bench_anyone', 'kindred_bench_client'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name); END IF;
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA bench_api TO kindred_bench_anyone, kindred_bench_client;
GRANT SELECT ON ALL TABLES IN SCHEMA bench_api TO kindred_bench_anyone, kindred_bench_client;
