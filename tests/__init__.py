from . import test_mechanism
