# %% says: in the direction with curvature 20
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 + momentum) / min(curvatures)


# %% says: That is the bound without momentum
def rate_bound(curvatures, momentum=0.0):
    return 2 / max(curvatures)


# %% says: SGD still converges in every direction
def rate_bound(curvatures, momentum=0.0):
    return (1 + momentum) / max(curvatures)


# %% says: SGD still converges in every direction
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 - momentum) / max(curvatures)


# %% says: in the direction with curvature 8
def rate_bound(curvatures, momentum=0.0):
    return 2 / (1 - momentum) / max(curvatures)


# %% says: SGD still converges in every direction
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 + momentum) / sum(curvatures)


# %% says: in the direction with curvature 20
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 + momentum) * len(curvatures) / sum(curvatures)


# %% says: in the direction with curvature 20
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 + momentum) / curvatures[0]


# %% says: SGD still converges in every direction
def rate_bound(curvatures, momentum=0.0):
    return 1 / max(curvatures)


# %% says: it should be one number
def rate_bound(curvatures, momentum=0.0):
    return [2 * (1 + momentum) / k for k in curvatures]


# %% says: it should be one number
def rate_bound(curvatures, momentum=0.0):
    return 2 * (1 + momentum) / torch.tensor(curvatures)


# %% says: returns nothing
def rate_bound(curvatures, momentum=0.0):
    print(2 * (1 + momentum) / max(curvatures))


# %% says: changes the list
def rate_bound(curvatures, momentum=0.0):
    curvatures.sort()
    return 2 * (1 + momentum) / curvatures.pop()


# %% says: returns nan
def rate_bound(curvatures, momentum=0.0):
    return float("nan")


# %% says: in the direction with curvature 8
def rate_bound(curvatures, momentum=0.0):
    return round(2 * (1 + momentum) / max(curvatures), 1)


# %% right
def rate_bound(curvatures, momentum=0.0):
    return min(2 * (1 + momentum) / k for k in curvatures)


# %% right
def rate_bound(curvatures, momentum=0.0):
    return (2 + 2 * momentum) / torch.tensor(curvatures).max()


# %% right
def rate_bound(curvatures, momentum=0.0):
    low, high = 0.0, 1000.0
    for halving in range(60):
        rate = (low + high) / 2
        converges = True
        for k in curvatures:
            trace = 1 + momentum - rate * k
            converges = converges and abs(trace) < 1 + momentum
        low, high = (rate, high) if converges else (low, rate)
    return low


# %% says: at a smaller rate, 0.10002
def rate_bound(curvatures, momentum=0.0):
    return 2.0008 * (1 + momentum) / max(curvatures)
