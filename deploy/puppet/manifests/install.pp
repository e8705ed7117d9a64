# @summary The package, the folder of configuration, and secrets.
#
# A new version of the package restarts nothing: each drive goes on with the one it runs until it is restarted.
class cta::install {
  if $cta::package_source {
    $provider = $facts['os']['family'] ? { 'Debian' => 'dpkg', default => 'rpm' }
    $origin = { source => $cta::package_source, provider => $provider }
  } else {
    $origin = {}
  }

  package { 'cta-tape-server':
    ensure => $cta::package_ensure,
    *      => $origin,
  }

  file { ['/etc/cta', '/etc/cta/secrets']:
    ensure  => directory,
    owner   => 'root',
    group   => 'cta',
    mode    => '0750',
    require => Package['cta-tape-server'],
  }

  $cta::secrets.unwrap.each |$name, $secret| {
    file { "/etc/cta/secrets/${name}":
      owner     => 'root',
      group     => 'cta',
      mode      => '0640',
      content   => Sensitive("${secret}\n"),
      show_diff => false,
    }
  }
}
