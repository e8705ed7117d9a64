# @summary The package, the folder of configuration, and secrets.
#
# A new version of the package restarts nothing: each drive goes on with the one it runs until it is restarted.
class cta::install {
  if $cta::package_source {
    unless $cta::package_ensure in ['installed', 'present', 'latest'] {
      fail("cta::package_ensure '${cta::package_ensure}' is a version of a repository: the file of cta::package_source has its own. Say latest")
    }
    $provider = $facts['os']['family'] ? { 'Debian' => 'dpkg', default => 'rpm' }
    $origin = { source => $cta::package_source, provider => $provider }
  } else {
    $origin = {}
  }

  package { 'cta-tape-server':
    ensure => $cta::package_ensure,
    *      => $origin,
  }

  # What root puts there by hand is of group cta, too (setgid), or services could not read it.
  file { ['/etc/cta', '/etc/cta/secrets']:
    ensure  => directory,
    owner   => 'root',
    group   => 'cta',
    mode    => '2750',
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
