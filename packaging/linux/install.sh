#!/bin/sh
# Installs Lanyard for the user who runs this, below ~/.local, or takes it away again:
#
#   ./install.sh               ./install.sh --prefix /opt/lanyard
#   ./install.sh --uninstall   the same folder again, where it is not ~/.local
#
# Profiles, keys and settings are left alone by both.
set -eu

prefix=${HOME:?}/.local
uninstall=no
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?"--prefix needs a folder"}; shift ;;
    --prefix=*) prefix=${1#*=} ;;
    --uninstall) uninstall=yes ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; [ "$1" = --help ] || exit 2; exit 0 ;;
  esac
  shift
done
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac
cd "$(dirname "$0")"

# What is installed is what lies here in these folders.
folders=$(ls -d bin lib share 2>/dev/null || true)
files() { find $folders -type f | sort; }

if [ "$uninstall" = yes ]; then
  files | while read -r f; do rm -f "$prefix/$f"; done
  find $folders -depth -type d | while read -r d; do rmdir "$prefix/$d" 2>/dev/null || true; done
else
  files | while read -r f; do
    mkdir -p "$prefix/$(dirname "$f")"
    case $f in
      bin/* | lib/*) install -m 755 "$f" "$prefix/$f" ;;
      # Desktops look for commands on a PATH that may not have this folder.
      *.desktop) sed "s|^\(Try\)\{0,1\}Exec=lanyard|\1Exec=$prefix/bin/lanyard|" "$f" >"$prefix/$f" ;;
      *) install -m 644 "$f" "$prefix/$f" ;;
    esac
  done
fi

# Menus that keep a list are told of it.
if [ -d "$prefix/share/applications" ] && command -v update-desktop-database >/dev/null; then
  update-desktop-database -q "$prefix/share/applications" || true
fi

if [ "$uninstall" = yes ]; then
  echo "Lanyard is gone from $prefix. Your profiles, keys and settings are where they were."
  exit 0
fi
echo "Lanyard is in $prefix/bin."
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) echo "To run it as lanyard, add $prefix/bin to your PATH." ;;
esac
