export {
  type Maskline,
  registerWebhooks,
  SIMULATOR_KEY,
  SMS_SUB_ACCOUNT,
  startMaskline,
  SUB_ACCOUNT,
} from './stage.js';
