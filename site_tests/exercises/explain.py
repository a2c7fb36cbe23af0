# %% says: has 0 words of your own
in_words = "An image comes in."
# %% says: has 9 words of your own
in_words = "An image comes in. It is flattened, then three layers act on it."
formula = "f(x) = W3 relu(W2 relu(W1 x + b1) + b2) + b3"
# %% says: only 2 different ones
in_words = "layer layers " * 40
# %% says: stand word for word in the model answer
in_words = """The gray values of an image, 28 × 28 of them, are written one after the other as a row of 784
numbers. The first linear layer forms 128 weighted sums of all pixels and adds a bias to each. ReLU turns the
negative sums into 0 and leaves the others alone; without it, the three linear layers would collapse into one.
In training, dropout sets a random fifth of the 128 numbers to 0 and divides the others by 0.8, so that their
mean stays the same; in evaluation it does nothing."""
# %% says: in_words is of type NoneType
in_words = None
# %% says: a W with a number: 0
in_words = """
An image comes in. First its 28 rows of 28 gray values are put behind each other, which makes one long list of
784 numbers. Then 128 units each take their own weighted total of that list plus an offset. Whatever is below
zero becomes zero. While the network learns, some of these values are dropped by chance, every fifth or so, and
the remaining ones grow a little to make up for it. The same thing happens with 64 units, and at last ten
numbers come out. The biggest one tells which digit the network sees.
"""
formula = "f(x) = ..."
# %% says: a W with a number: 2
formula = "W2 ReLU(W1 x + b1) + b2"
# %% says: a W with a number: 1
formula = r"W ReLU(W_1 ReLU(W_1 x + b) + b) + b"
# %% says: applies ReLU once
formula = r"W_3 ReLU(W_2 (W_1 x + b_1) + b_2) + b_3"
# %% says: applies ReLU nowhere
formula = "W3 (W2 (W1 x + b1) + b2) + b3"
# %% says: formula is of type builtin_function_or_method
formula = print
# %% says: you have ticked 0 of 6
formula = r"f(x) = W_3\,\mathrm{ReLU}\big(W_2\,\mathrm{ReLU}(W_1 x + b_1) + b_2\big) + b_3"
# %% says: Open: said_dropout, said_formula
said_flatten = said_sums = said_relu = said_scores = True
# %% says: True or False is wanted
said_dropout = "yes"
# %% right
said_dropout = True
# %% right
said_formula = True
formula = "x₁ = max(0, W₁ x + b₁), x₂ = max(0, W₂ x₁ + b₂), f(x) = W₃ x₂ + b₃"
# %% right
formula = (
    r"$\mathbf{W}^{(3)} \sigma(\mathbf{W}^{(2)} \sigma(\mathbf{W}^{(1)} x + b^{(1)}) + b^{(2)}) + b^{(3)}$"
)
# %% right
formula = "W[2] @ relu(W[1] @ relu(W[0] @ x + b[0]) + b[1]) + b[2]"
in_words += (
    " A softmax would make probabilities of the scores, one for each digit and the largest names the answer."
)
# %% says: has 3 words of your own
in_words = "An image comes in. Add some sums."
