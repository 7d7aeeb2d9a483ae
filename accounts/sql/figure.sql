CASE WHEN {row}.counted AND {row}.state NOT IN ('not_required', 'not_applicable') THEN hashtextextended(concat_ws(' ',
    {row}.state, {row}.required, {row}.holds, {row}.ratio_points, {row}.gap_points, {row}.severity_points), 0) END
