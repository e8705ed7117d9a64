# The content of a configuration file: tables of TOML by their names.
type Cta::Tables = Hash[Pattern[/\A[a-z_]+\z/], Data]
