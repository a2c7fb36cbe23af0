# %% says: The model ends in a softmax. CrossEntropyLoss wants raw scores
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
# %% says: The model ends in a softmax along the batch
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=0))
# %% says: The model ends in a log-softmax
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))
# %% says: is there a ReLU after the last layer
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.ReLU())
# %% says: wanted ten scores per image
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 1))
# %% says: of 64 are right
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
# %% says: The batch has changed
kept = images, labels
images, labels = images[:8], labels[:8]
# %% says: of 64 are right
images, labels = kept
