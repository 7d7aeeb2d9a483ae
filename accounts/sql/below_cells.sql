SELECT closure.ancestor_id AS unit_id, own.skill_id, {sums}
    FROM accounts_skillcell own JOIN accounts_unitclosure closure ON closure.descendant_id = own.unit_id
    WHERE own.day = %(day)s AND own.scope = 'own'
    GROUP BY closure.ancestor_id, own.skill_id
    UNION ALL
    SELECT NULL, own.skill_id, {sums}
    FROM accounts_skillcell own WHERE own.day = %(day)s AND own.scope = 'own'
    GROUP BY own.skill_id
