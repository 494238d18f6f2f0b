from . import test_mechanism
from . import test_refund
