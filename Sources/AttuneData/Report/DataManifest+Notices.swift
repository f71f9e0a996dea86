extension DataManifest {
    /// What people should know about the rows: how many were dropped or changed and why, and one place each.
    public var notices: [String] { changes.map(\.notice) + sources.flatMap(\.notices) }
}

extension DataManifest.Change {
    fileprivate var notice: String {
        let first = rows.first.map { ", the first at \($0)" } ?? ""
        return "\(counted(rows.count, "row was", "rows were")) \(action.rawValue) (\(code.rawValue))\(first)."
    }
}

extension DataManifest.Source {
    fileprivate var notices: [String] { [detection, separation, loss, toolText].compactMap { $0 } }

    private var detection: String? {
        guard detectedKeys.count == 2 else { return nil }
        return "\(path): the rows are read as classification, text under \(detectedKeys[0]) and label under "
            + "\(detectedKeys[1]), without an instruction; data.classification gives one."
    }

    private var loss: String? {
        guard shortenedRows > 0 else { return nil }
        return "\(path): the chat template leaves out a part of an answer in "
            + "\(counted(shortenedRows, "conversation", "conversations")), such as its reasoning; it is not learned."
    }

    private var toolText: String? {
        guard toolTextRows > 0 else { return nil }
        let rows = counted(toolTextRows, "conversation", "conversations")
        return "\(path): \(ToolText.reason), so in \(rows) they \(ToolText.form)."
    }

    private var separation: String? {
        guard separatedRows > 0 else { return nil }
        let rows = counted(separatedRows, "conversation has", "conversations have")
        return "\(path): \(rows) one document for each turn of the assistant, "
            + "because the chat template writes earlier turns in another way."
    }
}

private func counted(_ count: Int, _ one: String, _ several: String) -> String {
    "\(count) \(count == 1 ? one : several)"
}
