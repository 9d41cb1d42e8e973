using System;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Experiments.Recipes;
using Unroll.Networks.Cells;
using Unroll.Tasks;

namespace Unroll.Experiments.Tests.Recipes;

public sealed class RecipeErrorTests
{
    static readonly string s_cells = string.Join(", ", CellCatalog.Names.Order(StringComparer.Ordinal));

    static readonly string s_tasks = string.Join(", ", TaskCatalog.Names);

    public static TheoryData<string, string> BadSettings => new()
    {
        { "model.cell=lstmm", $"model.cell 'lstmm' is not known. Did you mean 'lstm'? Known: {s_cells}." },
        { "model.hiden=3", "model.hiden is not a known key. Did you mean 'hidden'? Known: cell, hidden, initialization, layers, network, options, output, outputBias, precision." },
        { "modle.hidden=3", "modle is not a known key. Did you mean 'model'? Known: account, description, expect, extends, loss, model, name, reported, seconds, sweep, task, train." },
        { "model.hidden=0", "model.hidden is 0; it must be a whole number from 1 to 65536." },
        { "model.hidden=-5", "model.hidden is -5; it must be a whole number from 1 to 65536." },
        { "model.hidden=99999999999", "model.hidden is 99999999999; it must be a whole number from 1 to 65536." },
        { "model.hidden=1.5", "model.hidden is 1.5; it must be a whole number from 1 to 65536." },
        { "model.hidden=big", "model.hidden is \"big\"; it must be a whole number from 1 to 65536." },
        { "model=3", "model is 3; it must be an object { … }." },
        { "task.lenght=3", "task.lenght is not a known key. Did you mean 'length'? Known: count, curriculum, kind, length, mode, reading, shuffle, tests, trainCount, validationCount." },
        { "task.kind=copie", $"task.kind 'copie' is not known. Did you mean 'copy'? Known: {s_tasks}." },
        { "task.mode=fixd", "task.mode 'fixd' is not known. Did you mean 'fixed'? Known: curriculum, fixed, variable." },
        { "task.tests=[{\"length\":3}]", "task.tests[0].name is missing." },
        { "task.tests=[{\"name\":\"1 2\"}]", "task.tests[0].name is \"1 2\"; it must be text of the form [A-Za-z][A-Za-z0-9_-]*." },
        { "task.tests=[{\"name\":null}]", "task.tests[0].name is null; it must have a value." },
        { "task.tests=[{\"name\":\"a\",\"length\":null}]", "task.tests[0].length is null; leave it out for its default." },
        { "task.curriculum.threshold=0", "task.curriculum.threshold is 0; it must be a number over 0 to 100." },
        { "train.seed=-1", "train.seed is -1; it must be a whole number from 0 to 18446744073709551615." },
        { "train.optimizer.kind=adan", "train.optimizer.kind 'adan' is not known. Did you mean 'adam'? Known: adadelta, adagrad, adam, adamw, lion, nadam, radam, rmsprop, sgd." },
        { "train.optimizer.beta1=1", "train.optimizer.beta1 is 1; it must be a number from 0 to under 1." },
        { "train.schedule={\"kind\":\"exponential\"}", "train.schedule.factor is missing; an exponential schedule multiplies the rate by it, for example 0.97." },
        { "train.schedule.kind=piecewise", "train.schedule.rates must begin with a rate from 0, for example [{ \"from\": 0, \"rate\": 0.001 }]." },
        { "train.optimizer.momentum=0.9", "train.optimizer.momentum is not used by 'adam', only by sgd and rmsprop; leave it out." },
        { "train.optimizer={\"kind\":\"lion\",\"epsilon\":0.1}", "train.optimizer.epsilon is not used by 'lion', only by adam and adamw and nadam and radam and rmsprop and adagrad and adadelta; leave it out." },
        { "train.optimizer={\"kind\":\"sgd\",\"momentum\":0.9,\"nesterov\":true,\"dampening\":0.1}", "train.optimizer.nesterov takes no dampening; leave one of the two out." },
        { "train.clip.norm=null", "train.clip needs either norm or value, one of the two." },
        { "train.steps=null", "train needs either steps or epochs, one of the two." },
        { "expect={\"metric\":\"a\"}", "expect[0] needs atLeast or atMost." },
        { "sweep={\"model.cel\":[\"gru\"]}", "sweep: model.cel is not a known key. Did you mean 'cell'? Known: cell, hidden, initialization, layers, network, options, output, outputBias, precision." },
        { "sweep={\"model.cell\":\"gru\"}", "sweep.model.cell is \"gru\"; it must be a list of values [ … ]." },
        { "model..cell=gru", "'model..cell' is not a path; keys are joined by single dots, for example model.hidden." },
        { "expect={\"metric\":\"a\",\"atLeast\":2,\"atMost\":1}", "expect[0] wants a to be at least 2 and at most 1, which nothing is." },
        { "model.network=[]", "model.network is empty; name at least one layer, or leave it out." },
        { "model.network=[{\"hidden\":3}]", "model.network[0].kind is missing." },
        { "model.network=[{\"kind\":\"recurrent\",\"cell\":\"lstmm\"}]", $"model.network[0].cell 'lstmm' is not known. Did you mean 'lstm'? Known: {s_cells}." },
        { "model.network=[{\"kind\":\"dropout\",\"hidden\":3}]", "model.network[0].hidden is not used by 'dropout', only by recurrent and bidirectional and reversed; leave it out." },
        { "model.network=[{\"kind\":\"recurrent\",\"options\":{\"outputZoneout\":1}}]", "model.network[0].options.outputZoneout is 1; it must be a number from 0 to under 1." },
        { "model.options.initialStates=one", "model.options.initialStates 'one' is not known. Did you mean 'ones'? Known: cell, learnt, ones, zeros." },
        { "loss.kind=hubr", "loss.kind 'hubr' is not known. Did you mean 'huber'? Known: absoluteError, binaryCrossEntropy, crossEntropy, huber, quantile, squaredError." },
        { "train.stopWhen.lossPerTarget=null", "train.stopWhen needs either lossPerTarget or metric, one of the two." },
        { "train.stopWhen={\"metric\":\"test.accuracy\"}", "train.stopWhen has 0 of atLeast, atMost and changeUnder; a metric needs one of them, lossPerTarget none." },
        { "train.stopWhen={\"metric\":\"test.accuracy\",\"atLeast\":1}", "train.stopWhen.metric needs a train.evaluateEvery over 0: it is looked at whenever the validation data are measured." },
        { "name=../x", "name is \"../x\"; it must be text of the form [a-z0-9][a-z0-9-]*." },
    };

    [Theory, MemberData(nameof(BadSettings))]
    public void Read_BadSetting_SaysWhatIsWrongInOneLine(string setting, string expected)
    {
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read("parity", [setting]));
        Assert.EndsWith(": " + expected, error.Message);
        Assert.Matches("^(--set |recipes/parity.json: )", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_SettingWithoutValue_SaysHowOneLooks()
    {
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read("parity", ["model.hidden"]));
        Assert.Equal("--set model.hidden: a setting is path=value, for example model.hidden=64.", error.Message);
    }

    [Fact]
    public void Read_UnknownRecipe_NamesTheNearest()
    {
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read("parrity"));
        Assert.Equal("recipe 'parrity' is not known. Did you mean 'parity'? 'unroll recipes' lists them; a file of your own is given by its path, for example ./parrity.json.", error.Message);
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read("nowhere/mine.json"));
        Assert.Equal("recipe file 'nowhere/mine.json' is not there. Built-in recipes are called by name, for example 'parity'.", error.Message);
    }

    [Fact]
    public void Read_BadValueInFile_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.json", """{ "extends": "parity", "name": "mine", "model": { "cell": "lstmm" } }""");
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read(path));
        Assert.Equal($"{path}: model.cell 'lstmm' is not known. Did you mean 'lstm'? Known: {s_cells}.", error.Message);
    }

    [Theory]
    [InlineData("{ \"name\": \"a\", ", "line 1, byte 16")]
    [InlineData("{ \"name\": \"a\",\n \"name\": \"b\" }", "line 1, byte 1: Duplicate property 'name'")]
    [InlineData("[]", "a recipe is a JSON object, which begins with '{'.")]
    [InlineData("", "is empty; a recipe is a JSON object")]
    [InlineData(" \r\n", "is empty; a recipe is a JSON object")]
    [InlineData("\uFEFF", "is empty; a recipe is a JSON object")]
    [InlineData("{}", "name is missing.")]
    [InlineData("{ \"name\": \"a\" }", "task.kind is missing. Known: a-n-b-n, ")]
    [InlineData("{ \"name\": \"a\", \"task\": {} }", "task.kind is missing. Known: a-n-b-n, ")]
    [InlineData("{ \"name\": \"a\", \"extends\": 3 }", "extends is 3; it must be a recipe's name or path.")]
    public void Read_BrokenFile_SaysWhereInOneLine(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.json", json);
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read(path));
        Assert.StartsWith($"{path}: {expected}", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_FileWithAByteOrderMark_IsReadWhereItIsUtf8()
    {
        using var folder = new TemporaryFolder();
        var path = folder["mine.json"];
        const string Json = """{ "extends": "parity", "name": "mine" }""";
        File.WriteAllText(path, Json, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("mine", RecipeReader.Read(path).Name);
        File.WriteAllText(path, Json, Encoding.Unicode);
        Assert.Equal($"{path}: is text in UTF-16; save it as UTF-8.", Assert.Throws<RecipeException>(() => RecipeReader.Read(path)).Message);
    }

    [Fact]
    public void Read_FolderForAFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<RecipeException>(() => RecipeReader.Read(folder.Path));
        Assert.Equal($"recipe '{folder.Path}' is a folder; a recipe is a name from 'unroll recipes', or a path to a .json file.", error.Message);
    }

    [Fact]
    public void Read_FolderHereForAName_SaysSo()
    {
        var name = $"folder-{Guid.NewGuid():N}";
        Directory.CreateDirectory(name);
        try
        {
            Assert.Equal($"recipe '{name}' is a folder; a recipe is a name from 'unroll recipes', or a path to a .json file.", Assert.Throws<RecipeException>(() => RecipeReader.Read(name)).Message);
        }
        finally
        {
            Directory.Delete(name);
        }
    }

    [Fact]
    public void Read_ExtendsInACircle_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var first = folder.Write("a.json", """{ "extends": "b.json" }""");
        folder.Write("b.json", """{ "extends": "a.json" }""");
        Assert.Contains("extends goes in a circle", Assert.Throws<RecipeException>(() => RecipeReader.Read(first)).Message);
    }

    [Fact]
    public void Read_ExtendsTooDeep_IsRefused()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 40; i++)
            folder.Write($"r{i}.json", $$"""{ "extends": "r{{i + 1}}.json" }""");
        Assert.Contains("at most 16 are followed", Assert.Throws<RecipeException>(() => RecipeReader.Read(folder["r0.json"])).Message);
    }
}
