WITH employed AS (
    SELECT person.id, member.unit_id
    FROM accounts_person person
    JOIN accounts_employment employment ON employment.person_id = person.id
        AND employment.valid_from <= %(day)s AND (employment.valid_to IS NULL OR employment.valid_to >= %(day)s)
    LEFT JOIN accounts_unitmembership member ON member.person_id = person.id
        AND member.valid_from <= %(day)s AND (member.valid_to IS NULL OR member.valid_to >= %(day)s)
    WHERE person.kind = 'person'
)
SELECT closure.ancestor_id, count(*)
FROM employed JOIN accounts_unitclosure closure ON closure.descendant_id = employed.unit_id
GROUP BY closure.ancestor_id
UNION ALL
SELECT 0, count(*) FROM employed
