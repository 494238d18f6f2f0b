# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


class ReturnDisposition:
    """What becomes of goods of a return in the warehouse; no model.

    Whoever receives them chooses one for each line and lot. It is about the goods
    alone: what the customer gets for them is the outcome's, see ``ReturnOutcome``.

    One class per value of ``helpdesk_disposition``, see ``stock.move.line``.
    """

    # Whether the goods leave the warehouse: nothing can be done to them then.
    gives_away = False

    def __init__(self, lines):
        """Take the lines with this disposition.

        :param lines: ``stock.move.line`` records of one return, as the superuser
        """
        self.lines = lines
        self.picking = lines.picking_id
        self.env = lines.env

    def get_location(self, line):
        """Return where the goods of a line are put instead of where returns go.

        :param line: one of the lines
        :return: a ``stock.location``; none if they take the way of all returns
        """
        return self.env["stock.location"]

    def is_set_apart(self, line):
        """Whether the further steps of a receipt leave the goods of a line alone.

        :param line: one of the lines
        :rtype: bool
        """
        return bool(self.get_location(line))

    def follow_up(self):
        """Make what is to be done with the goods once they are here.

        :return: what somebody has to do by hand besides, sentence by sentence
        :rtype: list[str]
        :raise UserError: if it cannot be made; nothing of it is kept then
        """
        return []

    def _get_elsewhere(self, line, location):
        """Return a location unless the goods end within it anyway.

        :param line: one of the lines
        :param location: a ``stock.location``, or none
        """
        move = line.move_id
        end = move.location_final_id or move.location_dest_id
        if location and end._child_of(location):
            return location.browse()
        return location


class RestockDisposition(ReturnDisposition):
    """Nothing more: the goods go where returns go."""


class QuarantineDisposition(ReturnDisposition):
    """The goods wait in a place of their own until somebody has looked at them."""

    def get_location(self, line):
        warehouse = line._disposition_get_warehouse()
        if not warehouse:
            return super().get_location(line)
        return self._get_elsewhere(line, warehouse._disposition_get_quarantine())

    def follow_up(self):
        if all(line._disposition_get_warehouse() for line in self.lines):
            return []
        return [
            self.env._(
                "%(transfer)s was received for no warehouse, so there is no quarantine "
                "for its goods. Put them aside.",
                transfer=self.picking.name,
            )
        ]


class RepairDisposition(ReturnDisposition):
    """The goods go where the warehouse's repairs take them from.

    Those that are repaired for the customer go where the agent sends them: the repair
    that follows takes them from there.
    """

    def get_location(self, line):
        if line.move_id.helpdesk_outcome == "repair":
            return super().get_location(line)
        repair_type = line._disposition_get_warehouse().repair_type_id
        return self._get_elsewhere(line, repair_type.default_location_src_id)
