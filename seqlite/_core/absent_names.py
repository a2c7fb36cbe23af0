"""PyTorch's public names that are not here, by their home: see `site_tests/absent_names.py`."""

ABSENT = {
    "torch": """
    BFloat16Tensor Event Stream StreamObjType TensorType adaptive_avg_pool1d adaptive_max_pool1d adjoint
    affine_grid_generator alpha_dropout alpha_dropout_ angle ao as_strided_ as_strided_scatter
    avg_pool1d bartlett_window batch_norm bfloat16 bilinear binary_cross_entropy_with_logits binomial
    bit bits16 blackman_window cdouble celu celu_ cfloat chain_matmul chalf channel_shuffle
    channels_last_3d cholesky cholesky_inverse cholesky_solve choose_qparams_optimized classes compiler
    complex complex128 complex32 complex64 cond conj conj_physical conj_physical_ constant_pad_nd conv1d
    conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d convolution cosine_embedding_loss
    cosine_similarity cpu ctc_loss detach_ distributed distributions dropout dropout_ eig embedding
    embedding_bag embedding_renorm_ empty_permuted empty_strided export feature_alpha_dropout
    feature_alpha_dropout_ feature_dropout feature_dropout_ fft fill fill_ frexp frobenius_norm
    from_dlpack from_file frombuffer func functional futures fx geqrf get_deterministic_debug_mode
    get_device get_float32_matmul_precision get_num_interop_threads gradient grid_sampler group_norm gru
    gru_cell hamming_window hann_window hardshrink hinge_embedding_loss histogramdd hspmm hub i0 i0_
    igamma igammac imag index_reduce instance_norm int_repr is_anomaly_check_nan_enabled
    is_anomaly_enabled is_conj is_distributed is_inference is_neg is_storage istft jagged jit
    kaiser_window kl_div layer_norm legacy_contiguous_format library lobpcg lstm lstm_cell lstsq lu
    lu_solve lu_unpack margin_ranking_loss masked matrix_rank max_pool1d max_pool2d max_pool3d monitor
    mps multiprocessing mvlgamma nextafter nonzero_static nuclear_norm ops orgqr ormqr overrides package
    pairwise_distance pca_lowrank pdist pixel_shuffle pixel_unshuffle poisson poisson_nll_loss polar
    polygamma prelu profiler qr quasirandom real resize_as_ resolve_conj resolve_neg return_types
    rms_norm rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell row_stack rrelu rrelu_ selu selu_
    set_anomaly_enabled set_default_tensor_type set_deterministic_debug_mode set_flush_denormal
    set_num_interop_threads signal slice_inverse solve sspaddmm stft storage svd_lowrank symeig testing
    threshold threshold_ to_dlpack torch_version triangular_solve triplet_margin_loss typename types
    uint16 uint32 uint64 version view_as_complex view_as_real vmap while_loop zero_
    """,
    "torch.nn": """
    AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool3d AlphaDropout AvgPool3d BatchNorm3d
    CTCLoss ChannelShuffle Container Conv3d ConvTranspose3d CrossMapLRN2d DataParallel Dropout3d
    EmbeddingBag FeatureAlphaDropout FractionalMaxPool2d FractionalMaxPool3d GRU GRUCell InstanceNorm3d
    LPPool1d LPPool2d LPPool3d LSTM LSTMCell LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d
    LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d
    LazyInstanceNorm2d LazyInstanceNorm3d LocalResponseNorm MaxPool3d MaxUnpool1d MaxUnpool2d
    MaxUnpool3d MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention
    NLLLoss2d RNN RNNBase RNNCell RNNCellBase RReLU SyncBatchNorm Transformer TransformerDecoder
    TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer TripletMarginWithDistanceLoss
    UninitializedBuffer attention common_types factory_kwargs grad intrinsic parallel qat
    """,
    "torch.nn.functional": """
    adaptive_avg_pool3d adaptive_max_pool3d affine_grid alpha_dropout avg_pool3d celu_ channel_shuffle
    conv3d conv_transpose3d ctc_loss dropout3d elu_ embedding_bag feature_alpha_dropout
    fractional_max_pool2d fractional_max_pool3d grid_sample hardtanh_ leaky_relu_ linear_cross_entropy
    local_response_norm lp_pool1d lp_pool2d lp_pool3d max_pool3d max_unpool1d max_unpool2d max_unpool3d
    multi_head_attention_forward multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss
    pdist relu_ rrelu rrelu_ scaled_dot_product_attention selu_ threshold_
    triplet_margin_with_distance_loss
    """,
    "torch.nn.init": """
    constant dirac dirac_ eye kaiming_normal kaiming_uniform normal orthogonal uniform xavier_normal
    xavier_uniform
    """,
    "torch.nn.utils": """
    convert_conv2d_weight_memory_format convert_conv3d_weight_memory_format fuse_conv_bn_eval
    fuse_conv_bn_weights fuse_linear_bn_eval fuse_linear_bn_weights fusion init memory_format
    parametrizations parametrize remove_spectral_norm remove_weight_norm skip_init spectral_norm
    stateless weight_norm
    """,
    "torch.optim": """
    Adafactor Muon SparseAdam swap_in_optimizer_params_and_state
    """,
    "torch.optim.lr_scheduler": """
    inf
    """,
    "torch.utils": """
    ThroughputBenchmark backcompat backend_registration checkpoint cmake_prefix_path collect_env
    deterministic dlpack set_module swap_tensors throughput_benchmark weak
    """,
    "torch.utils.data": """
    ChainDataset DistributedSampler IterDataPipe MapDataPipe StackDataset argument_validation datapipes
    distributed functional_datapipe graph graph_settings non_deterministic
    """,
    "torch.autograd": """
    enforce_grad_layout_policy forward_ad gradgradcheck is_multithreading_enabled is_tensor_like
    is_view_replay_enabled kineto_available profiler set_multithreading_enabled
    """,
    "torch.linalg": """
    cholesky_ex eig eigvals householder_product inv_ex ldl_factor ldl_factor_ex ldl_solve lu lu_factor
    lu_factor_ex lu_solve solve_ex tensorinv tensorsolve
    """,
    "torch.cuda": """
    Event ExternalStream Stream StreamContext can_device_access_peer current_device device
    device_memory_used device_of get_device_capability get_device_name get_device_properties
    max_memory_allocated max_memory_reserved memory_allocated memory_reserved reset_max_memory_allocated
    set_device
    """,
    "torch.random": "",
    "torch.autograd.function": """
    AUTOGRAD_FUNCTION_COUNTER FunctionMeta custom_function_call
    """,
    "torch.autograd.functional": """
    hessian hvp vhp
    """,
    "torch.autograd.graph": """
    RemovableHandle TorchDispatchMode Variable allow_mutation_on_saved_tensors
    disable_saved_tensors_hooks region_activation_memory_budget register_multi_grad_hook save_on_cpu
    saved_tensors_hooks set_override_stale_capture_stream
    """,
    "torch.accelerator": """
    Graph current_device_idx current_stream device_index empty_host_cache get_device_capability
    get_memory_info graphs max_memory_reserved memory memory_reserved memory_stats
    reset_accumulated_memory_stats reset_peak_memory_stats set_device_idx set_stream
    """,
    "torch.amp": """
    custom_bwd custom_fwd grad_scaler
    """,
    "torch.nn.utils.rnn": """
    PackedSequence PackedSequence_ bind copy_method_params invert_permutation pack_padded_sequence
    pack_sequence pad_packed_sequence unpack_sequence unpad_sequence
    """,
    "torch.optim.swa_utils": "",
    "torch.special": """
    airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 chebyshev_polynomial_t chebyshev_polynomial_u
    chebyshev_polynomial_v chebyshev_polynomial_w common_args entr erfcx gammainc gammaincc
    hermite_polynomial_h hermite_polynomial_he i0 i0e i1 i1e laguerre_polynomial_l legendre_polynomial_p
    log_ndtr modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1
    multi_dim_common multigammaln ndtr ndtri polygamma scaled_modified_bessel_k0
    scaled_modified_bessel_k1 shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u
    shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w spherical_bessel_j0 xlog1py zeta
    """,
    "torchvision": """
    disable_beta_transforms_warning extension get_image_backend get_video_backend io models ops
    set_image_backend set_video_backend version
    """,
    "torchvision.datasets": """
    CIFAR10 CIFAR100 CLEVRClassification CREStereo Caltech101 Caltech256 CarlaStereo CelebA Cityscapes
    CocoCaptions CocoDetection Country211 DTD DatasetFolder EMNIST ETH3DStereo EuroSAT FER2013
    FGVCAircraft FakeData FallingThingsStereo Flickr30k Flickr8k Flowers102 FlyingChairs FlyingThings3D
    Food101 GTSRB HD1K HMDB51 INaturalist ImageFolder ImageNet Imagenette InStereo2k KMNIST Kinetics
    Kitti Kitti2012Stereo Kitti2015Stereo KittiFlow LFWPairs LFWPeople LSUN LSUNClass
    Middlebury2014Stereo MovingMNIST Omniglot OxfordIIITPet PCAM PhotoTour Places365 QMNIST RenderedSST2
    SBDataset SBU SEMEION STL10 SUN397 SVHN SceneFlowStereo Sintel SintelStereo StanfordCars UCF101 USPS
    VOCDetection VOCSegmentation WIDERFace caltech celeba cifar cityscapes clevr coco country211 dtd
    eurosat fakedata fer2013 fgvc_aircraft flickr flowers102 folder food101 gtsrb hmdb51 imagenet
    imagenette inaturalist kinetics kitti lfw lsun moving_mnist omniglot oxford_iiit_pet pcam phototour
    places365 rendered_sst2 sbd sbu semeion stanford_cars stl10 sun397 svhn ucf101 usps utils
    video_utils voc widerface
    """,
    "torchvision.transforms": """
    AugMix AutoAugment AutoAugmentPolicy ElasticTransform FiveCrop GaussianBlur LinearTransformation
    RandAugment RandomAdjustSharpness RandomAutocontrast RandomChoice RandomEqualize RandomErasing
    RandomGrayscale RandomInvert RandomOrder RandomPerspective RandomPosterize RandomSolarize TenCrop
    TrivialAugmentWide autoaugment
    """,
    "torchvision.utils": """
    PILLOW_VERSION_STRING draw_bounding_boxes draw_keypoints draw_segmentation_masks flow_to_image
    save_image
    """,
    "torch.Tensor": """
    H addmm_ adjoint angle as_strided_ as_strided_scatter as_subclass bfloat16 cauchy_ cdouble cfloat
    chalf cholesky cholesky_inverse cholesky_solve coalesce conj conj_physical conj_physical_ dense_dim
    dim_order eig frexp geometric_ geqrf hardshrink i0 i0_ igamma igamma_ igammac igammac_ imag index
    index_reduce index_reduce_ indices int_repr is_coalesced is_conj is_distributed is_inference is_neg
    is_pinned is_set_to is_shared istft log_normal_ lstsq lu lu_solve mH map2_ mvlgamma mvlgamma_ name
    new_empty_strided nextafter nextafter_ nonzero_static orgqr ormqr pin_memory polygamma polygamma_
    prelu qr real record_stream resize resize_as resize_as_ resolve_conj resolve_neg set_ share_memory_
    slice_inverse solve sspaddmm stft storage storage_type sum_to_size symeig to_dense to_padded_tensor
    triangular_solve untyped_storage values
    """,
    "torch.nn.Module": """
    bfloat16 compile
    """,
}
