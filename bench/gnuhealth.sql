-- As many patients as Linden has, each coming every week for ten weeks: thirty of them to the first practitioner, at an
-- hour of their own, all others to her colleagues. What the program itself would write for each, straight into its tables.

INSERT INTO party_party (active, is_person, is_patient, is_healthprof, code, ref, federation_account,
                         name, lastname, gender, dob, create_uid, create_date)
SELECT true, true, n > %(team)s, n <= %(team)s, 'heartwood-' || n, 'H' || n, 'XXXH' || n,
       (%(first)s::text[])[1 + n %% 20], (%(last)s::text[])[1 + (n * 7919) %% 17], CASE n %% 2 WHEN 0 THEN 'f' ELSE 'm' END,
       date '1950-01-01' + (n * 37) %% 20000, 1, now()
FROM generate_series(1, %(team)s + %(patients)s) AS n;

INSERT INTO gnuhealth_person_name (party, use, given, family, create_uid, create_date)
SELECT id, 'official', name, lastname, 1, now() FROM party_party WHERE is_person;

INSERT INTO gnuhealth_healthprofessional (active, party, code, create_uid, create_date)
SELECT true, id, ref, 1, now() FROM party_party WHERE is_healthprof ORDER BY id;

INSERT INTO gnuhealth_patient (active, party, create_uid, create_date)
SELECT true, id, 1, now() FROM party_party WHERE is_patient ORDER BY id;

WITH patients AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM gnuhealth_patient),
     team AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM gnuhealth_healthprofessional)
INSERT INTO gnuhealth_appointment (name, patient, healthprof, appointment_date, state, urgency, appointment_type,
                                   visit_type, create_uid, create_date)
SELECT 'A' || patients.n || '/' || week, patients.id, team.id, starts_at,
       CASE WHEN starts_at < now() THEN 'done' ELSE 'confirmed' END, 'a', 'outpatient', 'followup', 1, now()
FROM patients
JOIN team ON team.n = CASE WHEN patients.n < %(hers)s THEN 0 ELSE 1 + patients.n %% (%(team)s - 1) END
CROSS JOIN generate_series(-9, 0) AS week,
LATERAL (SELECT date_trunc('week', now() AT TIME ZONE 'UTC') + week * interval '7 days'
                + patients.n %% 5 * interval '1 day' + (9 + patients.n / 5 %% 6) * interval '1 hour' AS starts_at) AS at;

ANALYZE;
