# Ends the process groups it was told about once its standard input ends without "bye".
trap '' INT HUP TERM
groups=""
while read -r verb pid signal; do
  case $verb in
    add) groups="$groups $pid:$signal" ;;
    remove)
      kept=""
      for group in $groups; do
        [ "${group%%:*}" = "$pid" ] || kept="$kept $group"
      done
      groups=$kept
      ;;
    bye) exit 0 ;;
  esac
done
for group in $groups; do kill -s "${group#*:}" -- "-${group%%:*}"; done
for second in 1 2 3 4 5; do
  left=""
  for group in $groups; do kill -s 0 -- "-${group%%:*}" && left="$left $group"; done
  [ -n "$left" ] || exit 0
  sleep 1
done
for group in $left; do kill -s KILL -- "-${group%%:*}"; done
