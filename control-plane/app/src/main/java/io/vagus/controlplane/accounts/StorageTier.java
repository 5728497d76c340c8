package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.FieldError;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What streams of one replica count may use together; -1 means no limit, an absent member too, but for storage, which is then 0. */
public record StorageTier(
        @Min(-1) @Nullable Long memoryStorageBytes,
        @Min(-1) @Nullable Long diskStorageBytes,
        @Min(-1) @Nullable Long streams,
        @Min(-1) @Nullable Long consumers,
        @Min(-1) @Nullable Long maxAckPending,
        @Min(-1) @Nullable Long memoryMaxStreamBytes,
        @Min(-1) @Nullable Long diskMaxStreamBytes,
        @Nullable Boolean maxBytesRequired) {

    static long orNone(@Nullable Long storageBytes) {
        return storageBytes == null ? 0 : storageBytes;
    }

    void requireMeaning(String field, List<FieldError> errors) {
        Limits.countOfStorage(
                field, orNone(memoryStorageBytes) != 0 || orNone(diskStorageBytes) != 0, streams, consumers, errors);
        Limits.notZero(field, maxAckPending, memoryMaxStreamBytes, diskMaxStreamBytes, errors);
    }
}
