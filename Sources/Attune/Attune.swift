// The umbrella for programs that embed Attune: one import brings the recipe, the training job and the models.
@_exported public import AttuneData
@_exported public import AttuneErrors
@_exported public import AttuneModels
@_exported public import AttuneReports
@_exported public import AttuneTensor
@_exported public import AttuneTraining
