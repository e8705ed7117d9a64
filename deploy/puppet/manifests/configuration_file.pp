# @summary A configuration file, which its program finds good before it is put in place.
#
# @param tables  what it says
# @param program the program that is asked; none where absent
define cta::configuration_file (
  Cta::Tables $tables,
  Optional[Enum['cta-taped', 'cta-maintd']] $program = undef,
) {
  $check = $program ? {
    undef   => undef,
    default => "/usr/bin/${program} --config % --check-config",
  }

  file { $title:
    owner        => 'root',
    group        => 'cta',
    mode         => '0640',
    content      => "# Kept by Puppet: changes are made in Hiera.\n\n${cta::toml($tables)}",
    validate_cmd => $check,
    require      => Class['cta::install'],
  }
}
