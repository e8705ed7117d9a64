# @summary The maintenance service. It may be restarted at any time, and is where its configuration changes.
class cta::maintd {
  $service = 'cta-maintd.service'

  if $cta::maintenance {
    cta::configuration_file { '/etc/cta/cta-maintd.toml':
      tables  => cta::merged($cta::databases, $cta::maintd),
      program => 'cta-maintd',
      notify  => Service[$service],
    }
  }

  service { $service:
    ensure  => $cta::maintenance ? { true => running, default => stopped },
    enable  => $cta::maintenance,
    status  => cta::is_running($service),
    # While a database is away a start is not over; Puppet does not wait for it.
    start   => "systemctl start --no-block ${service}",
    stop    => "systemctl stop --no-block ${service}",
    restart => "systemctl restart --no-block ${service}",
    require => Class['cta::install'],
  }
}
