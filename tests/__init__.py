from . import test_coupon
from . import test_coupon_mail
from . import test_fsm
from . import test_mechanism
from . import test_optional_coupon
from . import test_race_refund
from . import test_refund
from . import test_repair
