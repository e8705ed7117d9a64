# How a program reaches a database; the url has no password in it. Services may have more keys than these two.
type Cta::Database = Struct[{
  url           => Pattern[/\Apostgresql:\/\//],
  password_file => Optional[String[1]],
}]
