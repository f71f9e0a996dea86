package import AttuneData
package import AttuneTensor

extension Batch {
    /// The documents as attention takes them.
    package var layout: DocumentLayout { DocumentLayout(offsets: documentOffsets, seen: beginnings) }
}
