# @summary The tables of both hashes; where both have a key that is no table, the second one's value.
function cta::merged(Cta::Tables $defaults, Cta::Tables $own) >> Cta::Tables {
  $own.reduce($defaults) |$tables, $entry| {
    [$key, $value] = $entry
    $both_are_tables = $value =~ Hash and $tables[$key] =~ Hash
    $tables + { $key => $both_are_tables ? { true => cta::merged($tables[$key], $value), default => $value } }
  }
}
