"""A classifier of short texts: a vocabulary, padded batches by a collate_fn, Embedding, masked means, Adagrad."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(3)
good = "a lovely film with a warm heart|funny and moving from start to end|great acting and a clever story|i loved it"
bad = "a dull film without a heart|boring and slow from start to end|poor acting and a silly story|i hated it"
samples = [(text, 1) for text in good.split("|")] + [(text, 0) for text in bad.split("|")]
vocabulary = {"<pad>": 0, "<unk>": 1}
for text, _ in samples:
    for word in text.split():
        vocabulary.setdefault(word, len(vocabulary))
print(len(vocabulary), "words")


class Reviews(Dataset):
    def __init__(self, samples):
        self.samples = samples

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        text, label = self.samples[index]
        return torch.tensor([vocabulary.get(word, 1) for word in text.split()]), label


def collate(batch):
    texts, labels = zip(*batch)
    longest = max(map(len, texts))
    padded = torch.zeros(len(texts), longest, dtype=torch.long)
    for row, text in zip(padded, texts):
        row[: len(text)] = text
    return padded, torch.tensor(labels)


class Classifier(nn.Module):
    def __init__(self, words, size):
        super().__init__()
        self.embedding = nn.Embedding(words, size, padding_idx=0)
        self.head = nn.Sequential(nn.Linear(size, 8), nn.LeakyReLU(0.1), nn.Dropout(0.1), nn.Linear(8, 2))

    def forward(self, tokens):
        mask = (tokens != 0).unsqueeze(-1)
        vectors = self.embedding(tokens) * mask
        return self.head(vectors.sum(1) / mask.sum(1).clamp(min=1))


model = Classifier(len(vocabulary), 6)
print(model)
loader = DataLoader(Reviews(samples), batch_size=3, shuffle=True, collate_fn=collate)
tokens, labels = next(iter(loader))
print(tokens)
print(labels)
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
for epoch in range(20):
    model.train()
    total, right = 0.0, 0
    for tokens, labels in loader:
        scores = model(tokens)
        loss = criterion(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        right += int((scores.argmax(1) == labels).sum())
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1}: loss {total / len(samples):.4f}, {right} of {len(samples)} right")
model.eval()
for text in ("a clever and lovely story", "a slow silly film", "something else"):
    tokens, _ = Reviews([(text, 0)])[0]
    odds = model(tokens.unsqueeze(0)).softmax(1).squeeze(0)
    print(f"{text!r}: {odds.tolist()[1]:.3f}", "good" if odds.argmax().item() else "bad")
print(model.embedding.weight[:2], model.embedding.weight.grad[0])
