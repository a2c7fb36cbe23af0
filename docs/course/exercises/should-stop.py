# %% says: returns False. Since the best error, 3 measurements
def should_stop(errors, patience):
    return len(errors) > patience and all(b >= a for a, b in zip(errors[-patience - 1 :], errors[-patience:]))


# %% says: so it should return
def should_stop(errors, patience):
    waited = 0
    for before, error in zip(errors, errors[1:]):
        waited = 0 if error < before else waited + 1
    return waited >= patience


# %% says: so it should return True
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    for error in errors:
        if error <= best:
            best, waited = error, 0
        else:
            waited += 1
    return waited >= patience


# %% says: so it should return True
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    for error in errors:
        if error < best:
            best, waited = error, 0
        else:
            waited += 1
    return waited > patience


# %% says: so it should return
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    for error in errors:
        if error < best:
            best = error
        else:
            waited += 1
    return waited >= patience


# %% says: so it should return
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    for error in errors:
        if error >= best:
            waited += 1
        else:
            best, waited = error, 0
    return waited >= patience


# %% says: ValueError
def should_stop(errors, patience):
    return len(errors) - 1 - errors.index(min(errors)) >= patience


# %% says: so it should return
def should_stop(errors, patience):
    return bool(errors) and len(errors) - 1 - errors.index(min(errors)) >= patience


# %% says: so it should return
def should_stop(errors, patience):
    best, waited = 1000.0, 0
    for error in errors:
        if error < best:
            best, waited = error, 0
        else:
            waited += 1
    return waited >= patience and len(errors) > 1 and error < 1000


# %% says: so it should return
best, waited = float("inf"), 0


def should_stop(errors, patience):
    global best, waited
    for error in errors[-1:]:
        if error < best:
            best, waited = error, 0
        else:
            waited += 1
    return waited >= patience


# %% says: changes the list
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    while errors:
        error = errors.pop(0)
        best, waited = (error, 0) if error < best else (best, waited + 1)
    return waited >= patience


# %% says: it should return True or False
def should_stop(errors, patience):
    best, waited = float("inf"), 0
    for error in errors:
        if error < best:
            best, waited = error, 0
        else:
            waited += 1
            if waited >= patience:
                return True


# %% says: so it should return False
def should_stop(errors, patience):
    best, bad = float("inf"), 0
    for e in errors:
        if e < best - 1e-3:
            best, bad = e, 0
        else:
            bad += 1
    return bad >= patience


# %% right
def should_stop(errors, patience):
    known = [float("inf") if error != error else error for error in errors]
    return (
        len(known) > patience
        and not min(known[-patience:]) < min(known[:-patience])
        or (len(known) == patience and all(error == float("inf") for error in known))
    )


# %% right
import math


def should_stop(errors, patience):
    best, at = math.inf, -1
    for k, error in enumerate(errors):
        if not math.isnan(error) and error < best:
            best, at = error, k
    return (len(errors) - 1 - at) >= patience


# %% right
import numpy as np


def should_stop(errors, patience):
    if not errors or np.isnan(errors).all():
        return len(errors) >= patience
    return len(errors) - 1 - np.nanargmin(errors) >= patience


# %% says: in should_stop([], 1)
def should_stop(errors, patience):
    best = min(errors)
    return len(errors) - 1 - errors.index(best) >= patience


# %% says: it should return True or False
def should_stop(errors, patience):
    clean = torch.tensor([e if e == e else float("inf") for e in errors])
    if len(errors) == 0:
        return False
    return len(clean) - 1 - clean.argmin() >= patience
