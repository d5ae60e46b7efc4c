"""Everything that imitates a cluster; knows no test and no requirement."""
