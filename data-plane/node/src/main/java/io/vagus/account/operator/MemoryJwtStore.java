package io.vagus.account.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resolver {@code MEMORY}: what the configuration preloads. */
public final class MemoryJwtStore implements JwtStore {
    private final Map<String, String> jwts = new HashMap<>();
    private final JwtIndex index = new JwtIndex();

    @Override
    public synchronized @Nullable String load(String accountKey) {
        return jwts.get(accountKey);
    }

    @Override
    public synchronized boolean save(String accountKey, String jwt) {
        byte[] digest = JwtIndex.digest(jwt);
        if (index.has(accountKey, digest)) {
            return false;
        }
        jwts.put(accountKey, jwt);
        index.put(accountKey, digest);
        return true;
    }

    @Override
    public DeleteMode deleteMode() {
        return DeleteMode.REFUSED;
    }

    @Override
    public boolean delete(String accountKey) {
        throw new JwtStoreException("store is not set up to for delete");
    }

    @Override
    public synchronized List<String> accountKeys() {
        return index.keys();
    }

    @Override
    public synchronized byte[] hash() {
        return index.combined();
    }
}
