import AttuneModels
import AttuneTensor
import Foundation
import Testing

struct VocabularyTests {
    @Test func aTokenizerWithMoreTokensThanTheTableHasRowsIsRefused() throws {
        try WeightFiles.withCopy(of: "llama-tied") { folder in
            let tokenizer = WeightFiles.folder("../tokenizers/smollm.json")
            try FileManager.default.copyItem(atPath: tokenizer, toPath: folder + "/tokenizer.json")
            let bundle = try ModelBundle(path: folder)
            #expect(throws: WeightError.fewerRowsThanTokens(path: folder, rows: 67, tokens: 900)) {
                try bundle.load(computeType: .float32)
            }
        }
    }
}
