WITH rows_gone AS (
    DELETE FROM accounts_publishedcell cell
    WHERE NOT is_latest AND day < %(rows)s AND EXISTS (
        SELECT FROM accounts_publishedcell later
        WHERE later.skill_id = cell.skill_id AND later.day > cell.day
            AND date_trunc('month', later.day) = date_trunc('month', cell.day)
            AND coalesce(later.unit_id, 0) = coalesce(cell.unit_id, 0)
            AND coalesce(later.site_id, 0) = coalesce(cell.site_id, 0))
    RETURNING 1
),
changes_gone AS (
    DELETE FROM accounts_skillchange
    WHERE folded AND at < greatest(%(changes)s, (
        SELECT min(day.published_at) FROM accounts_rollupday day JOIN accounts_publishedblock block USING (day)))
    RETURNING 1
)
SELECT count(*) FROM rows_gone UNION ALL SELECT count(*) FROM changes_gone
