"""A real Odoo 19 to run and test this addon on, made with nothing but Python.

It has its Python packages, OCA's helpdesk addons, a private PostgreSQL cluster, and
databases copied from templates. All of it is kept in a cache folder, under names that
follow what went in. A step that was interrupted is not marked as done, so the next run
does it again.

- ``places``: where things are, and what is downloaded
- ``shell``: other programs, locks, and the end by Ctrl-C
- ``console``: progress, and what went wrong in one sentence
- ``machine``: what the system must have
- ``debian``: packages of Debian releases that this machine does not follow
- ``odoo``: Odoo, OCA's addons, Python packages
- ``postgres``, ``databases``: the server, and what is copied on it
- ``environment``: all of this together
- ``demo``, ``testing``, ``bench``, ``screenshots``, ``lanes``: bin/run, bin/test,
  bin/bench, bin/screenshots, .ci/run
- ``checks``: what .ci/run makes
- ``bench_...``, ``screenshots_...``: the parts of these
- ``translations``: bin/i18n
- ``trials``: what bin/test tries besides the tests: ``wheel``, ``faults``,
  ``companions``, ``peers``

Only the standard library: it runs before anything is installed. But for
``screenshots_camera``, which is started with the packages.
"""
