# @summary Configuration of the operator's command, for all who may read it.
class cta::admin {
  cta::configuration_file { '/etc/cta/cta-cli.toml':
    tables => cta::merged($cta::databases, $cta::cli),
  }
}
