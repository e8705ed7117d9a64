# The name of a drive is a part of the name of its unit and of its file.
type Cta::Drive_name = Pattern[/\A[A-Za-z0-9][A-Za-z0-9_.]*(-[A-Za-z0-9_.]+)*\z/]
