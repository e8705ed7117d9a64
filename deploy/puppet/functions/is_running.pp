# @summary The command that tells Puppet whether a service runs.
#
# One that waits for a database, or to be started again, does (activating), and one that is stopped in order to be started
# again. By itself Puppet takes these for stopped, starts them in vain, and does not restart them for a changed file.
function cta::is_running(String[1] $service) >> String[1] {
  $runs = "systemctl show --property=ActiveState --value ${service} | grep -Eqx 'active|activating|reloading'"
  $starts = "systemctl list-jobs --no-legend ${service} | grep -Eq ' (re)?start '"

  "${runs} || ${starts}"
}
