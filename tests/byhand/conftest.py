"""One thread, so that a test's numbers do not depend on how many processors are free."""

import torch

torch.set_num_threads(1)
