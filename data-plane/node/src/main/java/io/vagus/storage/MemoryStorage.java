package io.vagus.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Keeps everything in memory: for a node without a store directory, and for tests. What is closed is gone. */
public final class MemoryStorage implements Storage {

    private final MetaStore meta = new MemoryMetaStore();

    @Override
    public StreamStore openStream(String account, String stream, StreamStoreOptions options, Executor owner) {
        return new MemoryStreamStore();
    }

    @Override
    public ConsumerStore openConsumers(String account, String stream, StreamStoreOptions options, Executor owner) {
        return new MemoryConsumerStore();
    }

    @Override
    public void deleteStream(String account, String stream) {}

    @Override
    public MetaStore meta() {
        return meta;
    }

    @Override
    public List<String> stored(@Nullable String account) {
        return List.of();
    }

    private static final class MemoryMetaStore implements MetaStore {

        private final Map<String, byte[]> documents = new ConcurrentSkipListMap<>();

        @Override
        public void putAll(Map<String, byte[]> added) {
            documents.putAll(added);
        }

        @Override
        public byte @Nullable [] get(String key) {
            return documents.get(key);
        }

        @Override
        public void delete(String key) {
            documents.remove(key);
        }

        @Override
        public boolean hasLost() {
            return false;
        }

        @Override
        public List<String> names(String key) {
            String prefix = key.isEmpty() ? "" : key + "/";
            TreeSet<String> names = new TreeSet<>();
            for (String each : documents.keySet()) {
                if (each.startsWith(prefix)) {
                    int end = each.indexOf('/', prefix.length());
                    names.add(each.substring(prefix.length(), end < 0 ? each.length() : end));
                }
            }
            return new ArrayList<>(names);
        }
    }
}
