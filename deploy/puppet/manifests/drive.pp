# @summary A drive: its configuration and its service.
#
# What it is to do, UP or DOWN and why, is the Catalogue's: nothing here touches it. A changed configuration asks this
# drive alone to leave once it does nothing with a tape (SIGQUIT); systemd starts it again.
#
# @param configuration tables of its configuration, over `cta::drive_defaults`; `drive.name` is the title
# @param ensure        absent: it is stopped in order, which the run does not wait for; a run that finds it ended takes its
#                      file away. The Catalogue keeps it until `cta-admin drive rm`
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
    exec { "${file} goes, now that ${service} has ended":
      command  => "rm ${file}",
      onlyif   => ["test -e ${file}", "systemctl show --property=ActiveState --value ${service} | grep -Eqx 'inactive|failed'"],
      path     => ['/usr/bin', '/bin'],
      provider => shell,
      require  => Service[$service],
    }
  }

  service { $service:
    ensure  => $ensure ? { 'present' => running, default => stopped },
    enable  => $ensure == 'present',
    status  => cta::is_running($service),
    # While a database is away a start is not over, and a stop may take as long as a tape takes to be put away: Puppet waits
    # for neither.
    start   => "systemctl start --no-block ${service}",
    stop    => "systemctl stop --no-block ${service}",
    require => Class['cta::install'],
  }
}
