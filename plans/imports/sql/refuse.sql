UPDATE stage SET refused = true WHERE row = ANY({rows}::int[]) AND NOT refused
