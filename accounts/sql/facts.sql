-- What people need and have in skills on one day, from the dated rows alone: common table expressions that end in `facts`,
-- one row per person and skill. `people` and `skills` limit the scope (null: all). The formulas are those of
-- accounts/levels.py and accounts/gaps.py.
standing AS (
    SELECT person.id AS person_id, person.site_id, member.unit_id, coalesce(employment.fte, 1) AS fte,
        employment.id IS NOT NULL AND person.kind = 'person' AS counted
    FROM accounts_person person
    LEFT JOIN accounts_employment employment ON employment.person_id = person.id
        AND employment.valid_from <= %(day)s AND (employment.valid_to IS NULL OR employment.valid_to >= %(day)s)
    LEFT JOIN accounts_unitmembership member ON member.person_id = person.id
        AND member.valid_from <= %(day)s AND (member.valid_to IS NULL OR member.valid_to >= %(day)s)
    WHERE %(people)s::bigint[] IS NULL OR person.id = ANY(%(people)s::bigint[])
),
holding AS (
    SELECT holding.person_id, holding.job_role_id
    FROM accounts_roleholding holding
    WHERE holding.valid_from <= %(day)s AND (holding.valid_to IS NULL OR holding.valid_to >= %(day)s)
        AND (%(people)s::bigint[] IS NULL OR holding.person_id = ANY(%(people)s::bigint[]))
),
requirement AS (
    SELECT requirement.job_role_id, requirement.skill_id, requirement.level, requirement.importance
    FROM accounts_rolerequirement requirement JOIN accounts_skill skill ON skill.id = requirement.skill_id
    WHERE requirement.valid_from <= %(day)s AND (requirement.valid_to IS NULL OR requirement.valid_to >= %(day)s)
        AND (skill.retired_on IS NULL OR skill.retired_on > %(day)s)
        AND (%(skills)s::bigint[] IS NULL OR requirement.skill_id = ANY(%(skills)s::bigint[]))
),
target AS (
    SELECT target.* FROM accounts_skilltarget target JOIN accounts_skill skill ON skill.id = target.skill_id
    WHERE target.valid_from <= %(day)s AND (target.valid_to IS NULL OR target.valid_to >= %(day)s)
        AND target.people_wanted IS DISTINCT FROM 0 -- 0: named as critical, wanted of those whose role asks for it
        AND (skill.retired_on IS NULL OR skill.retired_on > %(day)s)
        AND (%(skills)s::bigint[] IS NULL OR target.skill_id = ANY(%(skills)s::bigint[]))
),
wanted AS (
    SELECT standing.person_id, requirement.skill_id, requirement.level, requirement.importance, 1 AS rank,
        'role:' || requirement.job_role_id AS source
    FROM standing JOIN holding USING (person_id) JOIN requirement USING (job_role_id)
    WHERE standing.counted
    UNION ALL
    SELECT standing.person_id, requirement.skill_id, requirement.level, requirement.importance, 2, 'everyone'
    FROM standing CROSS JOIN requirement
    WHERE standing.counted AND requirement.job_role_id IS NULL
    UNION ALL
    SELECT target.person_id, target.skill_id, target.level, target.importance, 3, target.source
    FROM (
        SELECT target.*, standing.person_id FROM target CROSS JOIN standing
        WHERE target.unit_id IS NULL AND standing.counted
        UNION ALL
        SELECT target.*, standing.person_id FROM target
        JOIN accounts_unitclosure inside ON inside.ancestor_id = target.unit_id
        JOIN standing ON standing.unit_id = inside.descendant_id
        WHERE standing.counted
    ) target
    WHERE target.job_role_id IS NULL OR EXISTS (
        SELECT FROM holding
        WHERE holding.person_id = target.person_id AND holding.job_role_id = target.job_role_id)
),
need AS (
    SELECT DISTINCT ON (person_id, skill_id) person_id, skill_id, level, importance, source
    FROM wanted
    ORDER BY person_id, skill_id, level DESC, importance DESC, rank, source
),
statement AS (
    SELECT assessment.id, assessment.person_id, assessment.skill_id, assessment.source, assessment.not_applicable,
        assessment.assessor_id, assessment.evidence_id, assessment.stated_on,
        4.0::float8 * assessment.level / assessment.scale_max AS value
    FROM accounts_assessment assessment
    WHERE assessment.stated_on <= %(day)s
        AND (assessment.source <> 'manager' OR assessment.released_at IS NOT NULL)
        AND (%(people)s::bigint[] IS NULL OR assessment.person_id = ANY(%(people)s::bigint[]))
        AND (%(skills)s::bigint[] IS NULL OR assessment.skill_id = ANY(%(skills)s::bigint[]))
),
latest AS (
    SELECT DISTINCT ON (person_id, skill_id, source, author) person_id, skill_id, source, not_applicable, stated_on, value
    FROM (
        SELECT *, CASE source WHEN 'peer' THEN coalesce(assessor_id, 0) ELSE 0 END AS author
        FROM statement WHERE source <> 'evidence'
    ) spoken
    ORDER BY person_id, skill_id, source, author, stated_on DESC, id DESC
),
proof AS (
    SELECT DISTINCT ON (statement.person_id, statement.skill_id)
        statement.person_id, statement.skill_id, statement.stated_on, statement.value,
        %(evidence_weight)s::float8 * ladder.part AS weight
    FROM statement
    LEFT JOIN accounts_evidence evidence ON evidence.id = statement.evidence_id
    JOIN unnest(%(rungs)s::text[], %(ladder)s::float8[]) AS ladder(rung, part)
        ON ladder.rung = coalesce(evidence.rung, 'artefact')
    WHERE statement.source = 'evidence' AND NOT statement.not_applicable
        AND (evidence.id IS NULL OR (
            (evidence.confirmed_at IS NOT NULL OR (evidence.rung = 'credential' AND evidence.refused_reason = ''))
            AND (evidence.expires_on IS NULL OR evidence.expires_on >= %(day)s)))
    ORDER BY statement.person_id, statement.skill_id,
        ladder.part * power(2, (statement.stated_on - %(day)s) / %(half_life)s::float8) DESC,
        statement.stated_on DESC, statement.value DESC, statement.id DESC
),
voice AS (
    SELECT person_id, skill_id, source, value, stated_on,
        CASE source WHEN 'self' THEN %(self_weight)s::float8 ELSE %(manager_weight)s::float8 END AS weight
    FROM latest WHERE source <> 'peer' AND NOT not_applicable
    UNION ALL
    SELECT person_id, skill_id, 'peer', avg(value), max(stated_on), %(peer_weight)s::float8
    FROM latest WHERE source = 'peer' AND NOT not_applicable
    GROUP BY person_id, skill_id HAVING count(*) >= %(least_peers)s
    UNION ALL
    SELECT person_id, skill_id, 'evidence', value, stated_on, weight FROM proof
),
heard AS (
    SELECT person_id, skill_id, max(stated_on) AS weight_on, bool_and(source = 'self') AS self_only,
        sum(weight * power(2, (stated_on - %(day)s) / %(half_life)s::float8)) AS sure,
        sum(weight * power(2, (stated_on - %(day)s) / %(half_life)s::float8) * value) AS sum_value
    FROM voice GROUP BY person_id, skill_id
),
waived AS (
    SELECT person_id, skill_id, max(stated_on) AS stated_on,
        coalesce(bool_or(not_applicable) FILTER (WHERE source = 'manager'),
                 bool_or(not_applicable) FILTER (WHERE source = 'self'), false) AS not_applicable
    FROM latest WHERE source <> 'peer' GROUP BY person_id, skill_id
),
stated AS (
    SELECT person_id, skill_id, round(round((sum_value / sure)::numeric, 12), 2) AS level,
        round((sure * power(2, (%(day)s - weight_on) / %(half_life)s::float8))::numeric, 9)::float8 AS weight_sum,
        weight_on, coalesce(self_only, false) AS self_only, coalesce(not_applicable, false) AS not_applicable,
        greatest(weight_on, waived.stated_on) AS stated_on,
        coalesce(round(sure::numeric, 9) >= %(unknown_below)s::numeric, false) AS known
    FROM heard FULL JOIN waived USING (person_id, skill_id)
),
measured AS (
    SELECT standing.person_id, skill_id, standing.unit_id, standing.site_id, standing.fte, standing.counted,
        need.level AS required, need.importance, coalesce(need.source, '') AS need_source, stated.level,
        coalesce(stated.weight_sum, 0) AS weight_sum, stated.weight_on, coalesce(stated.self_only, false) AS self_only,
        coalesce(stated.not_applicable, false) AS not_applicable, stated.stated_on, coalesce(stated.known, false) AS known
    FROM need FULL JOIN stated USING (person_id, skill_id) JOIN standing USING (person_id)
),
judged AS (
    SELECT *, CASE
            WHEN not_applicable THEN 'not_applicable'
            WHEN required IS NULL THEN 'not_required'
            WHEN NOT known THEN 'unassessed'
            WHEN self_only THEN 'self_rated_only'
            WHEN required - level >= %(counts_from)s::numeric THEN 'gap'
            WHEN required > level THEN 'about_there'
            ELSE 'no_gap'
        END AS state
    FROM measured
),
facts AS (
    SELECT *,
        CASE WHEN NOT known OR self_only OR not_applicable OR level < 3 THEN 0 WHEN level < 4 THEN 3 ELSE 4 END AS holds,
        CASE WHEN state IN ('gap', 'about_there', 'no_gap') THEN least(10000, round(10000 * level / required))::int ELSE 0
        END AS ratio_points,
        CASE state WHEN 'gap' THEN (100 * (required - level))::int ELSE 0 END AS gap_points,
        CASE state WHEN 'gap' THEN (10000 * importance * (required - level) * fte)::int ELSE 0 END AS severity_points
    FROM judged
)
