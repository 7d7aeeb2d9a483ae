(
    SELECT unit_id, 'own' AS scope, skill_id, {columns} FROM own_cells
    UNION ALL
    SELECT unit_id, 'below', skill_id, {columns} FROM own_cells WHERE is_lowest
    UNION ALL
    SELECT unit_id, 'below', skill_id, {columns} FROM below_cells
)
