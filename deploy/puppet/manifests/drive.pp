# @summary A drive: its configuration and its service.
#
# What it is to do, UP or DOWN and why, is the Catalogue's: nothing here touches it. A changed configuration asks this
# drive alone to leave once it does nothing with a tape (SIGQUIT); systemd starts it again.
#
# @param configuration tables of its configuration, over `cta::drive_defaults`; `drive.name` is the title
# @param ensure        absent: it is stopped in order, its file goes, the Catalogue keeps it until `cta-admin drive rm`
define cta::drive (
  Cta::Tables $configuration = {},
  Enum['present', 'absent'] $ensure = 'present',
) {
  $service = "cta-taped@${title}.service"
  $file = "/etc/cta/cta-taped-${title}.toml"

  if $ensure == 'present' {
    $shared = cta::merged($cta::databases, $cta::drive_defaults)
    $own = cta::merged($configuration, { 'drive' => { 'name' => $title } })

    cta::configuration_file { $file:
      tables  => cta::merged($shared, $own),
      program => 'cta-taped',
    }
    ~> exec { "${service} is to leave once it does nothing with a tape":
      command     => "systemctl kill --kill-who=main --signal=QUIT ${service}",
      onlyif      => "test \"$(systemctl show --property=MainPID --value ${service})\" != 0",
      path        => ['/usr/bin', '/bin'],
      provider    => shell,
      refreshonly => true,
      before      => Service[$service],
    }
  } else {
    file { $file:
      ensure  => absent,
      require => Service[$service],
    }
  }

  service { $service:
    ensure  => $ensure ? { 'present' => running, default => stopped },
    enable  => $ensure == 'present',
    # While a database is away a start is not over; Puppet does not wait for it.
    start   => "systemctl start --no-block ${service}",
    require => Class['cta::install'],
  }
}
