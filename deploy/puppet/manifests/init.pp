# @summary A tape server: its package, its drives, maintenance, and the operator's command.
#
# @param catalogue      how everything on this machine reaches the Catalogue
# @param scheduler      how everything on this machine reaches the SchedulerDB
# @param secrets        passwords and tokens by name; each is kept in /etc/cta/secrets/NAME
# @param drives         parameters of `cta::drive` by the drives' names
# @param drive_defaults configuration of all drives, over which each drive's own is laid
# @param maintenance    whether cta-maintd runs here
# @param maintd         configuration of cta-maintd
# @param cli            configuration of cta-admin
# @param package_ensure version of the package, or what else Puppet takes there
# @param package_source where the package is had from, where no repository has it
class cta (
  Cta::Database $catalogue,
  Cta::Database $scheduler,
  Sensitive[Hash[Pattern[/\A[a-z0-9-]+\z/], String[1]]] $secrets = Sensitive({}),
  Hash[Cta::Drive_name, Hash] $drives = {},
  Cta::Tables $drive_defaults = {},
  Boolean $maintenance = false,
  Cta::Tables $maintd = {},
  Cta::Tables $cli = {},
  String[1] $package_ensure = 'installed',
  Optional[String[1]] $package_source = undef,
) {
  $databases = { 'catalogue' => $catalogue, 'scheduler' => $scheduler }

  contain cta::install
  contain cta::admin
  contain cta::maintd

  $drives.each |$drive, $parameters| {
    cta::drive { $drive:
      * => $parameters,
    }
  }
}
