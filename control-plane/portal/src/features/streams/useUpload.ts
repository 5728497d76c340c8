import { useState } from "react";
import { upload } from "../../api/transfer";
import { useService } from "../session/SessionContext";
import type { Transferred } from "./TransferProgress";

/** Sends files to the API; how far the one on its way is, while there is one. */
export function useUpload() {
  const { session } = useService();
  const [transferred, setTransferred] = useState<Transferred>();
  async function send<T>(method: "PUT" | "POST", path: string, file: File, type: string): Promise<T> {
    try {
      return await upload<T>(method, path, file, type, session.accessToken, (done, total) =>
        setTransferred({ done, total }),
      );
    } finally {
      setTransferred(undefined);
    }
  }
  return { transferred, send };
}
