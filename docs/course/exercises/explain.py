# %% says: has 0 words of your own
in_words = "An image comes in."
# %% says: has 9 words of your own
in_words = "An image comes in. It is flattened, then three layers act on it."
formula = "f(x) = W3 relu(W2 relu(W1 x + b1) + b2) + b3"
# %% says: only 2 different words
in_words = "layer layers " * 40
# %% says: word for word from the model answer
in_words = """The gray values of an image, 28 × 28 of them, are written one after the other as a row of 784
numbers. The first linear layer forms 128 weighted sums of all pixels and adds a bias to each. ReLU turns the
negative sums into 0 and leaves the others alone; without it, the three linear layers would collapse into one.
In training, dropout sets a random fifth of the 128 numbers to 0 and divides the others by 0.8, so that their
mean stays the same; in evaluation it does nothing."""
# %% says: in_words is of type NoneType
in_words = None
# %% says: (a W with a number) is 0
in_words = """
An image comes in. First its 28 rows of 28 gray values are put behind each other, which makes one long list of
784 numbers. Then 128 units each take their own weighted total of that list plus an offset. Whatever is below
zero becomes zero. While the network learns, some of these values are dropped by chance, every fifth or so, and
the remaining ones grow a little to make up for it. The same thing happens with 64 units, and at last ten
numbers come out. The biggest one tells which digit the network sees.
"""
formula = "f(x) = ..."
# %% says: (a W with a number) is 2
formula = "W2 ReLU(W1 x + b1) + b2"
# %% says: (a W with a number) is 1
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
# %% says: it should be True or False
said_dropout = "yes"
# %% right
said_dropout = True
# %% right
said_formula = True
formula = "x₁ = max(0, W₁ x + b₁), x₂ = max(0, W₂ x₁ + b₂), f(x) = W₃ x₂ + b₃"
# %% says: the sizes do not fit
formula = "f(x) = W1 relu(W2 relu(W3 x + b3) + b2) + b1"
# %% says: The formula lacks b1, b2, b3
formula = "f(x) = W3 relu(W2 relu(W1 x))"
# %% says: The formula lacks b1:
formula = "f(x) = W3 relu(W2 relu(W1 x) + b2) + b3"
# %% says: the model gives different scores
formula = "f(x) = relu(W3 relu(W2 relu(W1 x + b1) + b2) + b3)"
# %% says: the model gives different scores
formula = "f(x) = W3 (relu(W2) (relu(W1 x) + b1) + b2) + b3"
# %% says: the model gives different scores
formula = "f(x) = W3 (relu(W2 (relu(W1 x) + b1)) + b2) + b3"
# %% says: the sizes do not fit
formula = "relu(W1 x + b1) W2 + b2 relu W3 + b3"
# %% says: brackets of the formula do not match
formula = "f(x) = W3 relu(W2 relu(W1 x + b1 + b2) + b3"
# %% says: the sizes do not fit
formula = "f(x) = W3 relu(W2) relu(W1 x + b1) + b2 + b3"
# %% says: the sizes do not fit
formula = "f(x) = W3 relu(W2 relu(W1 x + b3) + b2) + b1"
# %% says: sizes do not fit|cannot compute
formula = "W1 W2 W3 b1 b2 b3 relu relu"
# %% says: the sizes do not fit
formula = "f(x) = W3 relu(W2 relu(W1 + b1) + b2) + b3 x"
# %% says: the model gives different scores
formula = "f(x) = W3 relu(W2 relu(W1 x - b1) - b2) - b3"
# %% says: the sizes do not fit
formula = "f(x) = W_3\\,\\mathrm{ReLU}(W_2\\,\\mathrm{ReLU}(W_1 x) + b_1 + b_2) + b_3"
# %% says: the sizes do not fit|cannot compute
formula = "h1 = relu(W1 x + b1); h2 = relu(W2 x + b2); y = W3 h2 + b3"
# %% says: the sizes do not fit
formula = "f(x) = relu(relu(x W3 + b3) W2 + b2) W1 + b1"
# %% says: the sizes do not fit
formula = "f(x) = W3 relu(W2 relu(W1 (x + b1)) + b2) + b3"
# %% says: the model gives different scores
formula = "f(x) = W3 relu(relu(W2 (W1 x + b1) + b2)) + b3"
# %% right
formula = "f(x) = W^{(3)} ReLU(W^{(2)} ReLU(W^{(1)} x + b^{(1)}) + b^{(2)}) + b^{(3)}"
# %% right
formula = "W[2] @ relu(W[1] @ relu(W[0] @ x + b[0]) + b[1]) + b[2]"
# %% right
formula = "x₁ = max(0, W₁ x + b₁), x₂ = max(0, W₂ x₁ + b₂), f(x) = W₃ x₂ + b₃"
# %% right
formula = "f = f3 ∘ relu ∘ f2 ∘ relu ∘ f1 with f1(x) = W1 x + b1, f2(x) = W2 x + b2 and f3(x) = W3 x + b3"
# %% right
formula = "f(x) = W3 r(W2 r(W1 x + b1) + b2) + b3, where r(z) = relu(z) = max(0, z)"
# %% right
formula = "$f(x) = W_3\\,\\mathrm{ReLU}\\big(W_2\\, D\\,\\mathrm{ReLU}(W_1 x + b_1) + b_2\\big) + b_3$"
# %% right
formula = "$x^{(1)} = \\mathrm{ReLU}(W_1 x^{(0)} + b_1)$, $x^{(2)} = \\mathrm{ReLU}(W_2 D x^{(1)} + b_2)$, $f(x) = W_3 x^{(2)} + b_3$"
# %% right
formula = "\\begin{aligned} h_1 &= \\max(0, W_1 x + b_1) \\\\ h_2 &= \\max(0, W_2 h_1 + b_2) \\\\ y &= W_3 h_2 + b_3 \\end{aligned}"
# %% right
formula = "h = torch.relu(W1 @ x + b1)\nh = torch.relu(W2 @ h + b2)\nscores = W3 @ h + b3"
# %% right
formula = "\\hat{y} = \\mathbf{W}_3 \\max\\{0, \\mathbf{W}_2 \\max\\{0, \\mathbf{W}_1 \\mathbf{x} + \\mathbf{b}_1\\} + \\mathbf{b}_2\\} + \\mathbf{b}_3"
# %% right
formula = "z1 = W1 x + b1; a1 = ReLU(z1); z2 = W2 a1 + b2; a2 = ReLU(z2); z3 = W3 a2 + b3"
# %% right
formula = "f(x)=W3*ReLU(W2*ReLU(W1*x+b1)+b2)+b3"
# %% right
formula = "relu(relu(x W1 + b1) W2 + b2) W3 + b3"
# %% right
formula = "F(X) = ReLU(ReLU(X W1^T + b1) W2^T + b2) W3^T + b3"
# %% right
formula = "hidden1 = relu(W1 x + b1), hidden2 = relu(W2 hidden1 + b2), scores = W3 hidden2 + b3"
# %% right
formula = "y = W3(max(0,W2(max(0,W1x+b1))+b2))+b3"
# %% right
formula = "f(x) = \\operatorname{softmax}\\left(W_3 \\, \\text{ReLU}\\left( W_2 \\text{ReLU}(W_1 x+b_1)+b_2\\right)+b_3\\right)"
# %% right
formula = "Score = W3 · ReLU( W2 · ReLU( W1 · x + b1 ) + b2 ) + b3"
# %% right
formula = "f(x) = W_{3} max{0, W_{2} max{0, W_{1} x + b_{1}} + b_{2}} + b_{3}"
# %% right
formula = "f(x) = w3 relu(w2 relu(w1 x + b1) + b2) + b3"
# %% right
formula = "f(x) = W_3 \\cdot \\sigma\\bigl(W_2 \\cdot \\sigma(W_1 \\cdot x + b_1) + b_2\\bigr) + b_3"
# %% right
formula = "argmax(W3 relu(W2 relu(W1 x + b1) + b2) + b3)"
# %% right
formula = "f(x) = W3(relu(W2(relu(W1(x) + b1)) + b2)) + b3"
# %% right
formula = "L1(x) = relu(W1 x + b1)\nL2(h) = relu(W2 h + b2)\nf(x) = W3 L2(L1(x)) + b3"
# %% right
formula = "f(x) = b3 + W3 relu(b2 + W2 relu(b1 + W1 x))"
# %% right
formula = "f(x) = relu(relu(x W1^T + b1) W2^T + b2) W3^T + b3"
# %% right
formula = "f(x) = W3 relu(W2 dropout(relu(W1 x + b1)) + b2) + b3"
# %% right
formula = "p(x) = softmax(W3 relu(W2 relu(W1 x + b1) + b2) + b3)"
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


# %% right
in_words = (
    "Imagine 784 little lamps, one for each pixel, laid out in one row. Every unit of the first layer listens to all lamps, "
    "multiplies each brightness by its own weight, adds it all up and adds a bias. If the sum is below zero, the ReLU makes it zero; "
    "this bend is what lets several layers do more than one straight layer could. While we train, dropout switches off units by chance, so that "
    "no unit can trust a single neighbor; when we use the model it is silent. The next two layers do the same sums again, and the last of them "
    "gives ten scores, one per digit. We answer with the digit whose score is greatest."
)
formula = "f(x) = W3*relu(W2*drop(relu(W1*x + b1)) + b2) + b3"

said_flatten = True  # @param {type:"boolean", label:"the image becomes a row of 784 numbers"}
said_sums = True  # @param {type:"boolean", label:"a linear layer forms weighted sums and adds biases"}
said_relu = True  # @param {type:"boolean", label:"ReLU turns negative numbers into 0, and why it is there"}
said_dropout = True  # @param {type:"boolean", label:"dropout acts in training only, and what it does there"}
said_scores = True  # @param {type:"boolean", label:"ten scores come out, and how they give the answer"}
said_formula = True  # @param {type:"boolean", label:"the formula nests the layers in the right order"}


# %% right
in_words = " ".join(
    [
        "The picture has 28 rows of 28 gray values, and we write them one after the other: a row of 784 numbers.",
        "A linear layer mixes them: each new number is a weighted sum of all the old ones plus a bias, and the weights are learned.",
        "ReLU replaces what is negative by zero; without this bend, three linear layers would be no more than one.",
        "Then there is a layer that deletes a part of the numbers at random during training.",
        "Two more linear layers follow, with a ReLU between them, and at the end there are ten scores.",
        "The position of the highest score is the digit that the model believes to see.",
    ]
)
formula = (
    r"f(x) = W_3 \, \mathrm{ReLU}\bigl(W_2 \, d(\mathrm{ReLU}(W_1 x + b_1)) + b_2\bigr) + b_3".replace(
        "W_1", "W1"
    )
    .replace("W_2", "W2")
    .replace("W_3", "W3")
)

said_flatten = said_sums = said_relu = said_scores = said_formula = True
said_dropout = False


# %% says: only 1 different word
in_words = " ".join(f"w{i}" for i in range(70))
