-- Bring the rows of some people in some skills up to date: write those that differ, and note what changes a cell.
WITH {facts},
different AS (
    SELECT facts.*, stored.id AS stored_id,
        {stored_figure} AS figure_before,
        CASE WHEN stored.counted THEN stored.unit_id END AS unit_before, stored.site_id AS site_before,
        stored.id IS NULL OR (stored.counted, stored.unit_id, stored.site_id, stored.state, stored.required, stored.holds,
            stored.ratio_points, stored.gap_points, stored.severity_points)
            IS DISTINCT FROM (facts.counted, facts.unit_id, facts.site_id, facts.state, facts.required, facts.holds,
            facts.ratio_points, facts.gap_points, facts.severity_points) AS changes_cell
    FROM facts LEFT JOIN accounts_personskill stored USING (person_id, skill_id)
    WHERE stored.id IS NULL OR (stored.unit_id, stored.site_id, stored.fte, stored.counted, stored.required,
            stored.importance, stored.need_source, stored.level, stored.weight_sum, stored.weight_on, stored.self_only,
            stored.not_applicable, stored.stated_on, stored.known, stored.state, stored.holds, stored.ratio_points,
            stored.gap_points, stored.severity_points)
        IS DISTINCT FROM (facts.unit_id, facts.site_id, facts.fte, facts.counted, facts.required, facts.importance,
            facts.need_source, facts.level, facts.weight_sum, facts.weight_on, facts.self_only, facts.not_applicable,
            facts.stated_on, facts.known, facts.state, facts.holds, facts.ratio_points, facts.gap_points,
            facts.severity_points)
),
written AS (
    INSERT INTO accounts_personskill (person_id, skill_id, unit_id, site_id, fte, counted, required, importance,
        need_source, level, weight_sum, weight_on, self_only, not_applicable, stated_on, known, state, holds,
        ratio_points, gap_points, severity_points, changed_at)
    SELECT person_id, skill_id, unit_id, site_id, fte, counted, required, importance, need_source, level, weight_sum,
        weight_on, self_only, not_applicable, stated_on, known, state, holds, ratio_points, gap_points, severity_points,
        %(now)s
    FROM different ORDER BY person_id, skill_id
    ON CONFLICT (person_id, skill_id) DO UPDATE SET
        unit_id = excluded.unit_id, site_id = excluded.site_id, fte = excluded.fte, counted = excluded.counted,
        required = excluded.required, importance = excluded.importance, need_source = excluded.need_source,
        level = excluded.level, weight_sum = excluded.weight_sum, weight_on = excluded.weight_on,
        self_only = excluded.self_only, not_applicable = excluded.not_applicable, stated_on = excluded.stated_on,
        known = excluded.known, state = excluded.state, holds = excluded.holds, ratio_points = excluded.ratio_points,
        gap_points = excluded.gap_points, severity_points = excluded.severity_points, changed_at = excluded.changed_at
    RETURNING 1
),
gone AS (
    DELETE FROM accounts_personskill stored
    WHERE (%(people)s::bigint[] IS NULL OR stored.person_id = ANY(%(people)s::bigint[]))
        AND (%(skills)s::bigint[] IS NULL OR stored.skill_id = ANY(%(skills)s::bigint[]))
        AND NOT EXISTS (
            SELECT FROM facts WHERE facts.person_id = stored.person_id AND facts.skill_id = stored.skill_id)
    RETURNING stored.person_id, stored.skill_id, CASE WHEN stored.counted THEN stored.unit_id END AS unit_before,
        stored.site_id AS site_before, {stored_figure} AS figure_before
),
noted AS (
    INSERT INTO accounts_skillchange (person_id, skill_id, unit_id, unit_before_id, site_before_id, figure_before, at,
        folded)
    SELECT person_id, skill_id, unit_id, unit_before, site_before, figure_before, %(now)s, false
    FROM (
        SELECT person_id, skill_id, CASE WHEN counted THEN unit_id END AS unit_id, unit_before, site_before, figure_before
        FROM different WHERE changes_cell AND (counted OR stored_id IS NOT NULL)
        UNION ALL
        SELECT person_id, skill_id, NULL, unit_before, site_before, figure_before FROM gone
    ) change
    WHERE EXISTS (SELECT FROM accounts_rollupday)
)
SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM gone)
