"""The modules that PyTorch, torchvision and safetensors have, and where their classes stand here."""

ROOTS = {"torchvision": "seqlite.vision", "torch": "seqlite", "safetensors": "seqlite.safetensors"}
# The modules that PyTorch, torchvision and safetensors have under these names; others are internal.
PUBLIC_MODULES = {
    "torch": """
    accelerator amp autograd autograd.anomaly_mode autograd.function autograd.functional autograd.grad_mode
    autograd.graph autograd.profiler backends backends.cuda backends.cudnn cuda cuda.amp func functional
    linalg nn nn.functional nn.init nn.modules nn.modules.activation nn.modules.batchnorm
    nn.modules.container nn.modules.conv nn.modules.dropout nn.modules.linear nn.modules.loss
    nn.modules.module nn.modules.normalization nn.modules.padding nn.modules.pooling nn.modules.sparse
    nn.parameter nn.utils nn.utils.clip_grad nn.utils.rnn optim optim.adagrad optim.adam optim.lbfgs
    optim.lr_scheduler optim.optimizer optim.radam optim.sgd optim.swa_utils random serialization special
    torch_version utils utils.data utils.data.dataloader utils.data.dataset utils.data.sampler utils.hooks
    distributions
    distributions.bernoulli distributions.beta distributions.binomial distributions.categorical
    distributions.cauchy distributions.chi2 distributions.constraints distributions.dirichlet
    distributions.distribution distributions.exp_family distributions.exponential distributions.gamma
    distributions.geometric distributions.half_normal distributions.independent distributions.kl
    distributions.laplace distributions.log_normal distributions.mixture_same_family
    distributions.multinomial distributions.multivariate_normal distributions.normal
    distributions.one_hot_categorical distributions.poisson distributions.uniform distributions.utils
    nn.modules.rnn nn.modules.transformer nn.utils.convert_parameters nn.modules.adaptive nn.parallel
    nn.parallel.data_parallel nn.utils.fusion nn.utils.init nn.utils.memory_format
    nn.utils.parametrizations nn.utils.parametrize
    """,
    "torchvision": """
    datasets datasets.celeba datasets.cifar datasets.mnist datasets.vision io transforms
    transforms.autoaugment transforms.functional transforms.transforms transforms.v2 transforms.v2.functional
    tv_tensors utils
    """,
    "safetensors": "numpy torch",
}
ELSEWHERE = {  # PyTorch's modules whose classes stand in other files here: the file, the classes
    "torch.amp.autocast_mode": ("seqlite.amp", "autocast"),
    "torch.amp.grad_scaler": ("seqlite.amp", "GradScaler"),
    "torch.autograd.variable": ("seqlite.autograd.function", "Variable"),
    "torch.backends.mps": ("seqlite.backends.cuda", ""),
    "torch.cuda.amp.autocast_mode": ("seqlite.cuda.amp", "autocast"),
    "torch.cuda.amp.grad_scaler": ("seqlite.cuda.amp", "GradScaler"),
    "torch.nn.modules.linear_cross_entropy_options": (
        "seqlite.nn.functional.loss_linear",
        "LinearCrossEntropyOptions",
    ),
    "torch.storage": ("seqlite._core.operations.storage", "UntypedStorage"),
    "torch.nn.modules.distance": ("seqlite.nn.modules.derived", "CosineSimilarity"),
    "torch.nn.modules.flatten": ("seqlite.nn.modules.linear", "Flatten Unflatten"),
    "torch.nn.modules.channelshuffle": ("seqlite.nn.modules.derived", "ChannelShuffle"),
    "torch.nn.modules.fold": ("seqlite.nn.modules.derived", "Fold Unfold"),
    "torch.nn.modules.instancenorm": ("seqlite.nn.modules.batchnorm", "InstanceNorm1d InstanceNorm2d"),
    "torch.nn.modules.lazy": ("seqlite.nn.modules.module", "LazyModuleMixin"),
    "torch.nn.modules.pixelshuffle": ("seqlite.nn.modules.derived", "PixelShuffle PixelUnshuffle"),
    "torch.nn.modules.upsampling": (
        "seqlite.nn.modules.pooling",
        "Upsample UpsamplingBilinear2d UpsamplingNearest2d",
    ),
    "torch.nn.modules.utils": ("seqlite.nn.modules.state_dict", ""),
    "torch.nn.utils.spectral_norm": ("seqlite.nn.utils.spectral_norm_hook", "SpectralNorm"),
    "torch.nn.utils.weight_norm": ("seqlite.nn.utils.weight_norm_hook", "WeightNorm"),
    "torch.optim.adadelta": ("seqlite.optim.adagrad", "Adadelta"),
    "torch.optim.adamax": ("seqlite.optim.adam", "Adamax"),
    "torch.optim.adamw": ("seqlite.optim.adam", "AdamW"),
    "torch.optim.asgd": ("seqlite.optim.radam", "ASGD"),
    "torch.optim.nadam": ("seqlite.optim.adam", "NAdam"),
    "torch.optim.rmsprop": ("seqlite.optim.adagrad", "RMSprop"),
    "torch.optim.rprop": ("seqlite.optim.radam", "Rprop"),
    "torchvision.datasets.fakedata": ("seqlite.vision.datasets.digits", "FakeData"),
    "torchvision.datasets.folder": ("seqlite.vision.datasets.vision", "DatasetFolder ImageFolder"),
    "torchvision.datasets.usps": ("seqlite.vision.datasets.digits", "USPS"),
}
FURTHER = {  # classes that stand in other files here than the module in which PyTorch has them
    "torch.autograd.function": "BackwardCFunction FunctionCtx",
    "torch.autograd.grad_mode": """enable_grad inference_mode no_grad set_grad_enabled
    set_multithreading_enabled""",
    "torch.distributions.beta": "Beta",
    "torch.distributions.chi2": "Chi2",
    "torch.distributions.constraints": "Constraint",
    "torch.distributions.exp_family": "ExponentialFamily",
    "torch.distributions.half_normal": "HalfNormal",
    "torch.nn.modules.activation": "MultiheadAttention RReLU Softmax2d",
    "torch.nn.modules.batchnorm": "BatchNorm3d LazyBatchNorm3d SyncBatchNorm",
    "torch.nn.modules.container": "Container",
    "torch.nn.modules.conv": """ConvTranspose3d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d
    LazyConvTranspose3d""",
    "torch.nn.modules.distance": "PairwiseDistance",
    "torch.nn.modules.dropout": "AlphaDropout Dropout3d FeatureAlphaDropout",
    "torch.nn.modules.instancenorm": """InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d
    LazyInstanceNorm3d""",
    "torch.nn.modules.linear": "Bilinear",
    "torch.nn.modules.loss": """CTCLoss LinearCrossEntropyLoss NLLLoss2d TripletMarginLoss
    TripletMarginWithDistanceLoss""",
    "torch.nn.modules.normalization": "CrossMapLRN2d LocalResponseNorm",
    "torch.nn.modules.pooling": """AvgPool3d FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d
    LPPool3d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d""",
    "torch.nn.modules.rnn": "GRUCell LSTMCell RNNBase RNNCell RNNCellBase",
    "torch.nn.modules.sparse": "EmbeddingBag",
    "torch.nn.modules.transformer": "TransformerDecoderLayer TransformerEncoderLayer",
    "torch.utils.data.dataset": "ChainDataset StackDataset",
    "torchvision.datasets.mnist": "EMNIST KMNIST QMNIST",
    "torchvision.transforms.autoaugment": "AugMix AutoAugment AutoAugmentPolicy RandAugment",
    "torchvision.transforms.functional": "InterpolationMode",
    "torchvision.transforms.transforms": """CenterCrop ColorJitter ConvertImageDtype ElasticTransform FiveCrop
    GaussianBlur Grayscale LinearTransformation Pad RandomAdjustSharpness RandomAffine RandomAutocontrast
    RandomChoice RandomCrop RandomEqualize RandomErasing RandomGrayscale RandomHorizontalFlip RandomInvert
    RandomOrder RandomPerspective RandomPosterize RandomResizedCrop RandomRotation RandomSolarize
    RandomVerticalFlip Resize TenCrop""",
}
